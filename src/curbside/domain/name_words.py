"""Words by which names of people are told from other words. Lists only; what is done with them: `person_names`."""

# Given names of many languages that are little else.
_GIVEN = """
aaron abdul abdullah abigail abraham ada adam adebayo adele adrian adriana agnes agnieszka ahmad ahmed aidan aiko
aileen aisha akira alan alana albert alberto alejandra alejandro aleksander alessandra alessandro alexa alexandra
alexei alexis alfred alfredo ali alice alicia alina alison allison amanda amelia amina amir amit amy ana anastasia
anders andre andrea andreas andrei andres andrew andrzej anil anita anja ann anna anne annette annie anthony antoine
anton antonia antonio anwar aoife archie ariana arjun arthur arturo asha ashley ashok astrid audrey ava ayesha ayumi
barbara barry beatrice beatriz ben benjamin bernadette bernard beth betty beverly bianca bjorn blessing bogdan
bonnie boris brandon brenda brian bridget brigitte bruno bryan caitlin callum cameron camila camille carl carla
carlos carmen caroline cassandra catalina catherine cecilia cedric celia chantal charles charlie cheng chiamaka
chiara chidi chioma chloe chris christina christine christopher chukwuemeka ciara claire clara claudia claudio clive
colin colleen connor conor constance cristina cynthia damian dan daniel daniela danielle danuta daphne darren dave
david dawid deborah declan deepak denise dennis derek diana diane diego dimitri dinesh dmitri dolores dominic donald
donna doreen doris dorothy dylan eamon edith edna eduardo edward edwin eileen elaine eleanor elena elias elif elisa
elizabeth ella ellen elsa elsie emeka emil emilia emily emma emmanuel enrique eric erica erik erin ernest esperanza
esther ethan eugene eva evelyn ewa fatima fatma faye felipe felix feng fernanda fernando fiona francesca francesco
francisco franz fred freda frederick frieda gabriel gabriela gareth gary gavin gemma geoffrey george georgina gerald
gerard gertrude gianni gillian gina giorgio giovanna giovanni giulia giuseppe gloria gonzalo gopal gregory greta
guillermo gunther gustav hamid hannah hans harold harriet harry hasan hassan heidi heinz helen helena helga henrik
henry herbert hilary hiroko hiroshi hugh hugo hussein ian ibrahim ida ifeoma ignacio igor ilona imogen imran ingrid
irene irina isaac isabel isabella isabelle ismail ivan ivana jacek jacob jacqueline jaime jakub james jamie jan jana
jane janet janice janine jared jasmin jason javier jeanette jeff jeffrey jennifer jenny jeremy jerome jerzy jesse
jessica jesus jill jing joan joana joanna joanne joaquin joe joel johan johanna johannes john johnny jonathan jorge
jose josef joseph josephine joshua joyce juan juanita judith judy julia julian juliana julie juliet julio jun jurgen
justin justyna kamal kamila karen karim karin karina karl karolina katarzyna kate katherine kathleen kathryn katie
katja kavita kazuko keiko keith ken kenji kenneth kerry kevin khadija khalid kieran kirsten klaus krishna kristen
kristina krzysztof kwabena kwame kyle lakshmi lars latoya laura lauren laurence lawrence layla leah leila leo leon
leonardo leroy leslie leticia liam lidia liliana linda lindsay ling lisa lloyd lorenzo loretta lorraine louis louise
luca lucas lucia lucy luigi luis luisa lukas luke luz lydia lynn maciej maeve magda magdalena mahmoud maja malcolm
malgorzata manfred manuel manuela marcel marcelo marcin marco marcus margaret margarita maria mariam mariana
marianne marie mario marion marjorie marlene marta martha martina mary maryam mateo mateusz matilda matteo matthew
matthias maureen maurice megan mehmet mei melanie melissa mercy mia michael michal michelle miguel mikhail mildred
ming minh miriam mohamed mohammad mohammed moira mona monica monika morgan moses muhammad mustafa myrtle nadia nancy
naomi natalia natalie natasha nathan neha ngozi niamh nicholas nick nicola nicole niels nigel nikhil nikolai nina
nkechi noah noel nora noreen nuria nwamaka obinna olaf oleg olga oliver olivia olivier olumide oluwaseun omar osman
otto owen pablo paddy padraig pamela paola paolo patricia patrick paul paula paulina pauline pavel pedro peggy peter
petra philip phillip phyllis pierre piotr pooja priscilla priya qing rachel rafael raj rajesh rajiv ralph ramesh
ramon randy raquel rashid raul ravi raymond rebecca reena regina reginald renata renee ricardo riccardo richard rita
robert roberta roberto roderick rodrigo roger roland ronald rosa rosalind rosemary roy ruben rupert ruth ryan sabine
sabrina sadia sakura sally salma salvador sam samantha samira samuel sandeep sandra sanjay santiago sara sarah
satoshi sean sebastian sergei sergio shannon sharon shaun sheila shirley shreya siddharth sigrid silvia simon simone
sinead siobhan sofia sonia sophia sophie stacey stefan stefania stella stephanie stephen steve steven stuart sunil
sunita surya susan susanne suzanne sven svetlana sylvia tadeusz takashi tamara tanya tariq tatiana ted terence
teresa terry thandiwe theodore theresa tim timothy tina tobias todd tom tomas tomasz tommy tony tracey tracy trevor
tunde ulrich uma ursula usha valentina valerie vanessa vera veronica vicente vicky victor vijay vikram vincent
vivian vladimir walter wanda wayne wei wendy werner wesley wilhelm william winifred wojciech xavier xin yan yasmin
ying yoko yolanda yolande yosef youssef yuki yusuf yvonne zachary zahra zainab zanele zoe zofia zsofia
"""
# Given names that are places, months, words, or the names of diseases and scores as well: alone they say nothing.
_ALSO_WORDS = """
alexander allen amber anderson angel angela april art austin autumn basil beck bell berlin bill bishop boston brook
brooke carol carolina carter chad charity charlotte chase chelsea china christian clark cliff cooper crystal daisy
dale dallas dawn dean denver destiny devon douglas drew duke duncan earl elliot eve fabry faith fisher florence ford
forrest francis frank gene geneva georgia gilbert gleason glen gordon grace graham grant guy hamilton harmony harvey
hazel heather holly hope hunt hunter india indiana ireland iris israel ivy jack jackson jade jasmine jay jean jimmy
jones jordan joy june kai kay kelly kent kim lance lane lee lewis lily london lourdes lynch madison mali marina mark
marshall martin mason max may melody mercedes milan miles montana murphy neil nelson norman norton olive orlando
oscar page paget paris parker pat pearl penny phoenix prince princess rain ray reed reid rey rich river rob robin
rocky roman romeo rose ross ruby russell rusty sage sandy savannah scott sky sol stanley stone sue summer sun sydney
taylor thomas tiffany trinity troy turner van victoria violet virginia wade ward wells will wilson wolf wren young
"""
# What begins with a capital in questions and is no name.
_NO_NAMES = """
the a an and or of in on for to with without after before from at by is are was be can could should would may do
does did will has have had who what which when where why how if not no yes new old first second only next then now
still any patient patients adult adults child children woman women man men male female health global assessment
questionnaire question heart failure atrial fibrillation acute chronic severe mild moderate coronary syndrome
myocardial infarction deep vein venous thrombosis pulmonary embolism embolic septic shock sepsis stroke ischaemic
ischemic diabetes mellitus diabetic ketoacidosis kidney renal injury disease liver cirrhosis hepatic community
acquired pneumonia hospital asthma copd exacerbation type class stage grade major minor bleeding blood pressure
hypertension hypertensive crisis gout flare spinal cord compression metastasis metastatic cancer breast lung
prostate colon rheumatoid arthritis lupus status epilepticus seizure pregnancy pregnant postpartum newborn upper
lower gastrointestinal urinary tract infection infective endocarditis bacterial meningitis dose dosing duration
treatment therapy management starting maximum monitoring target aspirin apixaban rivaroxaban dabigatran edoxaban
warfarin heparin metformin insulin statin prednisolone colchicine world organization royal college society
association institute national american european british canadian international initiative campaign surviving
emergency department intensive care unit general medicine positive negative left right total partial high low normal
toxic multiple sclerosis systemic giant small large primary secondary post pre non january february march april june
july august september october november december monday tuesday wednesday thursday friday saturday sunday years year
yo imaging image images angiography angio venography enterography elastography spectroscopy urography scan scans
scanner spine brain head neck knee pelvis surgery severity guided elastogram cholangiopancreatography perfusion
contrast regurgitation valve mitral replacement this that these those my his her our your their it he she they we
you please needs takes says said asks asked wants told started stopped presents presented came comes give start stop
ask call ring tell see saw treat use prescribe hold continue switch increase reduce check dear hello hi regarding re
about thanks consider avoid safety network reported outcome measure
"""
_PARTICLES = "de del della da dos van von der den al el bin ibn la le st o"
_TITLES = "mr mrs ms miss mister dr prof professor mx nurse sister"

GIVEN = frozenset(_GIVEN.split())
ALSO_WORDS = frozenset(_ALSO_WORDS.split())
NO_NAMES = frozenset(_NO_NAMES.split())
PARTICLES = frozenset(_PARTICLES.split())
TITLES = frozenset(_TITLES.split())
